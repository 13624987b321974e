"""Regenerates test/conformance/goldens/*.json and test/keras/goldens/ from the peers. Run through `npm run parity`."""

import chains
import fill_modes
import geometric
import golden
import keras_documents
import keras_models
import pillow_resize
import resizing
import values
import zca

for module in (geometric, fill_modes, resizing, pillow_resize, values, zca, chains):
    golden.write(module.__name__, module.groups())
keras_models.write()
keras_documents.write()

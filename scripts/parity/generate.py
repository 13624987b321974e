"""Regenerates test/conformance/goldens/*.json, test/keras/goldens/ and test/samples/goldens/ from the peers.

Run through `npm run parity`.

Arguments name the topics to write, such as `geometric`; without any, all are written.
"""

import sys

import augmenters
import chains
import containers
import colour
import fill_modes
import geometric
import golden
import idg
import idg_flows
import idg_zca
import keras_boxes
import keras_documents
import keras_models
import local
import mixing
import pillow_resize
import resizing
import values
import warps
import whitening
import zca

TOPICS = (
    geometric, fill_modes, resizing, pillow_resize, warps, values, colour, local, zca, whitening, chains, containers, augmenters,
    mixing, idg, idg_zca,
)
wanted = sys.argv[1:]
for module in TOPICS:
    if not wanted or module.__name__ in wanted:
        golden.write(module.__name__, module.groups())
for module in (keras_models, keras_documents, keras_boxes, idg_flows):
    if not wanted or module.__name__ in wanted:
        module.write()

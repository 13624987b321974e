"""Regenerates test/conformance/goldens/*.json from the peers. Run through `npm run parity`."""

import chains
import fill_modes
import geometric
import golden
import pillow_resize
import resizing
import values
import zca

for module in (geometric, fill_modes, resizing, pillow_resize, values, zca, chains):
    golden.write(module.__name__, module.groups())

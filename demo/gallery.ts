// Makes docs/gallery.jpg and docs/gallery.md, one photo under every layer: `npx tsx demo/gallery.ts`.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { ImagePipeline, image, RandomFlip, RandomResizedCrop, Resizing } from '../src/index.js';
import { LAYER_CLASSES } from '../src/layers/index.js';
import { isAdaptable, type Layer } from '../src/layers/layer.js';
import { type ClassName, GALLERY_OPTIONS, GALLERY_SIDE, galleryLine } from './gallery-options.js';
import { PHOTO_FOLDER } from './photo-pipeline.js';

const SEED = 12;
/** The first is shown; the others are partners of the layers that mix. */
const PHOTOS = ['astronaut', 'chelsea', 'coffee', 'rocket'];
const CLASS_NAMES = Object.keys(LAYER_CLASSES) as ClassName[];

const HEAD = `# Gallery

One photo under every layer alone, made with \`npx tsx demo/gallery.ts\`, which is

\`\`\`text
pipeline.preview(photos, { eachLayer: true })
\`\`\`

with the options below. Values outside 0..255 are shown as black and white, so what is below the mean is black after
\`SamplewiseNormalization\`; what whitening makes is stretched to the whole range. \`MaxNumBoundingBoxes\` changes boxes only.

![The photo of an astronaut, and below each other what each of the layers below makes of it](gallery.jpg)

| Layer | Options |
|---|---|
`;

function makeLayer(className: ClassName): Layer {
  const layerClass = LAYER_CLASSES[className] as unknown as new (options: object) => Layer;
  return new layerClass(GALLERY_OPTIONS[className]);
}

/** The layers that learn do so from pieces of all photos. */
async function adaptAll(pipeline: ImagePipeline): Promise<void> {
  const pieces = new ImagePipeline(
    [new RandomResizedCrop({ height: GALLERY_SIDE, width: GALLERY_SIDE }), new RandomFlip()],
    {
      seed: SEED,
    },
  );
  const views = await pieces.apply(photos, { repeat: 16 });
  for (const layer of pipeline.layers.filter(isAdaptable)) {
    if (!layer.adapted) await new ImagePipeline([layer]).adapt(views.flat());
  }
}

const size = { height: GALLERY_SIDE, width: GALLERY_SIDE, cropToAspectRatio: true, antialias: true };
const photos = await Promise.all(
  PHOTOS.map((name) => image.decode(join(PHOTO_FOLDER, `${name}.jpg`), { channels: 3 })),
);
const shown = await new ImagePipeline([new Resizing(size)]).apply(photos);
const pipeline = new ImagePipeline(CLASS_NAMES.map(makeLayer), { seed: SEED });
await adaptAll(pipeline);
const { sheet } = await pipeline.preview(shown, { eachLayer: true });
const picture = await sharp(sheet).jpeg({ quality: 82, mozjpeg: true }).toBuffer();

const docs = new URL('../docs/', import.meta.url);
await writeFile(fileURLToPath(new URL('gallery.jpg', docs)), picture);
await writeFile(fileURLToPath(new URL('gallery.md', docs)), `${HEAD}${CLASS_NAMES.map(galleryLine).join('\n')}\n`);

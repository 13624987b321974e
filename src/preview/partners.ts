// Several inputs as one batch, for layers that mix the images of a batch.
import { dtypeOf } from '../memory.js';
import { isSample } from '../samples/read-sample.js';
import type { SampleSettings } from '../samples/settings.js';
import type { Image, ImageBatch, PixelArray } from '../types.js';
import type { PreviewInput } from './host.js';
import { OWNER } from './options.js';
import { type PlainSample, readPlainSamples } from './plain-sample.js';

export function imageOfInput(input: PreviewInput): Image {
  return 'images' in input ? input.images : input;
}

/** Whether two inputs can be in one batch once they have one size: the same kinds of data. */
export function canJoin(a: PreviewInput, b: PreviewInput): boolean {
  return kindOf(a) === kindOf(b);
}

function kindOf(input: PreviewInput): string {
  const pixels = ({ data, shape }: Image) => `${dtypeOf(data)} ${shape[2]}`;
  if (!('images' in input)) return pixels(input);
  const { images, labels, segmentationMasks, boundingBoxes, keypoints } = input;
  return [
    pixels(images),
    Array.isArray(labels) ? labels.length : typeof labels,
    segmentationMasks && pixels(segmentationMasks),
    boundingBoxes && typeof boundingBoxes.labels,
    typeof keypoints,
  ].join();
}

/** A batch of images of one size, with what belongs to them. */
export function joinInputs(inputs: readonly PreviewInput[]): object {
  const samples = inputs.map((input): PlainSample => ('images' in input ? input : { images: input }));
  const images = stackImages(samples.map((sample) => sample.images));
  if (!inputs.some((input) => 'images' in input)) return images;
  const masks = every(samples, 'segmentationMasks');
  const boxes = every(samples, 'boundingBoxes');
  const labels = every(samples, 'labels');
  const keypoints = every(samples, 'keypoints');
  const boxLabels = boxes && every(boxes, 'labels');
  return {
    images,
    ...(labels && { labels }),
    ...(masks && { segmentationMasks: stackImages(masks) }),
    ...(boxes && {
      boundingBoxes: {
        boxes: boxes.map((own) => own.boxes),
        ...(boxLabels && { labels: boxLabels }),
        format: 'xyxy',
      },
    }),
    ...(keypoints && { keypoints }),
  };
}

/** The entry `key` of each, or undefined when one has none. */
function every<T, K extends keyof T>(list: readonly T[], key: K): NonNullable<T[K]>[] | undefined {
  const found = list.map((entry) => entry[key]);
  return found.includes(undefined as T[K]) ? undefined : (found as NonNullable<T[K]>[]);
}

function stackImages(images: readonly Image[]): ImageBatch {
  const [{ data, shape }] = images as readonly [Image];
  const Pixels = data.constructor as new (length: number) => PixelArray;
  const all = new Pixels(images.length * data.length);
  for (const [i, image] of images.entries()) all.set(image.data, i * data.length);
  return { data: all, shape: [images.length, ...shape] };
}

/** The first image of what a batch of joinInputs() became. */
export function firstOf(batch: unknown, settings: SampleSettings): PreviewInput {
  const [first] = readPlainSamples(OWNER, batch, settings) as [PlainSample];
  return isSample(batch) ? first : first.images;
}

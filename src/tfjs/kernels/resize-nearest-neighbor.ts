// tf.image.resizeNearestNeighbor in place of tfjs-node's; both pick the same pixels. Its gradient stays TensorFlow's.
import { replacement } from '../replace.js';

export const resizeNearestNeighbor = replacement('ResizeNearestNeighbor', 'images', (shape, attrs) => {
  const { size, alignCorners, halfPixelCenters } = attrs;
  const sizes = Array.isArray(size) && size.length === 2 ? (size as unknown[]) : [];
  // TensorFlow refuses both at once, and sizes that are none.
  if (!sizes.every(isSize) || sizes.length !== 2 || (alignCorners && halfPixelCenters)) return undefined;
  const [height, width] = sizes as [number, number];
  const point = alignCorners ? 'ends' : halfPixelCenters ? 'centre' : 'corner';
  return {
    stage: { kind: 'tf_resize_nearest', params: { height, width, point }, dtype: 'input' },
    numbers: [],
    outputShape: [shape[0], height, width, shape[3]],
  };
});

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

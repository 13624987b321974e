// The pixels of the pictures that preview() writes.
import sharp from 'sharp';
import * as assert from 'uvu/assert';

type At = (x: number, y: number) => number[];

/** The size of a picture, and its colour at a place, as RGB. */
export async function reader(file: string | Buffer): Promise<{ width: number; height: number; at: At }> {
  const { data, info } = await sharp(file)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.is(info.channels, 3);
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3).subarray(0, 3)];
  return { width: info.width, height: info.height, at };
}

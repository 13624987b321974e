// image.decodeJpeg and its synchronous twin: the pixels of TensorFlow's decoder, as bytes.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { image, memory } from '../../src/index.js';
import { failsWith } from '../support/errors.js';
import { nodeBackend } from '../support/tensors.js';

const PATH = new URL('../../demo/photos/coffee.jpg', import.meta.url).pathname;
const BYTES = readFileSync(PATH);
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** What TensorFlow decodes with the slow, exact DCT. */
function expected(channels: number): { data: Uint8Array; shape: number[] } {
  return tf.tidy(() => {
    const tensor = nodeBackend().decodeJpeg(BYTES, channels, 1, true, false, 1, 'INTEGER_ACCURATE').toInt();
    return { data: Uint8Array.from(tensor.dataSync()), shape: tensor.shape };
  });
}

for (const [name, decode] of [
  ['decodeJpeg', image.decodeJpeg],
  ['decodeJpegSync', async (...args: Parameters<typeof image.decodeJpegSync>) => image.decodeJpegSync(...args)],
] as const) {
  test(`${name}: gray, RGB and as in the file, from a path and from bytes`, async () => {
    for (const channels of [undefined, 0, 1, 3] as const) {
      const { data, shape } = expected(channels ?? 3);
      for (const source of [PATH, BYTES, new Uint8Array(BYTES)]) {
        const found = await decode(source, channels === undefined ? undefined : { channels });
        assert.instance(found.data, Uint8Array);
        assert.equal([...found.shape], shape);
        assert.ok(Buffer.compare(found.data, data) === 0, `${channels} channels`);
      }
    }
    assert.is(memory().inUseBytes, 0);
  });

  test(`${name}: RGBA has an opaque fourth channel`, async () => {
    const { data, shape } = await decode(BYTES, { channels: 4 });
    const rgb = expected(3).data;
    assert.is(shape[2], 4);
    assert.ok(data.every((value, i) => value === (i % 4 === 3 ? 255 : rgb[Math.floor(i / 4) * 3 + (i % 4)])));
  });

  test(`${name}: what is no JPEG, and wrong arguments`, async () => {
    await failsWith(() => decode(PNG), 'DecodeError', 'E_FORMAT', '89 50 4e 47');
    await failsWith(() => decode(new Uint8Array()), 'DecodeError', 'E_EMPTY_FILE', 'no bytes');
    await failsWith(() => decode(BYTES.subarray(0, 2000)), 'DecodeError', 'E_TRUNCATED', '');
    const missing = await failsWith(() => decode('/missing.jpg'), 'IoError', 'E_NOT_FOUND', '/missing.jpg');
    assert.is((missing as { path?: string }).path, '/missing.jpg');
    await failsWith(() => decode(PATH, { maxPixels: 10 }), 'LimitError', 'E_PIXELS', `${PATH}: `);
    await failsWith(() => decode(''), 'ArgumentError', 'E_TYPE', `image.${name}: source must be`);
    await failsWith(
      () => decode(BYTES, { channels: 2 } as never),
      'ArgumentError',
      'E_RANGE',
      `image.${name}: channels`,
    );
    await failsWith(() => decode(BYTES, { size: 2 } as never), 'ArgumentError', 'E_OPTION', 'size');
    const gone = new Uint8Array(BYTES);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    await failsWith(() => decode(gone), 'OwnershipError', 'E_DETACHED', 'transferred');
    assert.is((await decode(BYTES)).shape[2], 3);
    assert.is(memory().inUseBytes, 0);
  });
}

test('bytes that change after the call are those of the time of the call', async () => {
  const bytes = new Uint8Array(BYTES);
  const promise = image.decodeJpeg(bytes);
  bytes.fill(0);
  assert.ok(Buffer.compare((await promise).data, expected(3).data) === 0);
});

test.run();

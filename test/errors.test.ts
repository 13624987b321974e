import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as errors from '../src/errors.js';

const CLASSES = {
  ArgumentError: errors.ArgumentError,
  LimitError: errors.LimitError,
  OwnershipError: errors.OwnershipError,
  StateError: errors.StateError,
  NumericError: errors.NumericError,
  DecodeError: errors.DecodeError,
  DatasetError: errors.DatasetError,
  IoError: errors.IoError,
};

test('every code makes an error of its class, under one base', () => {
  for (const [code, group] of Object.entries(errors.ERROR_GROUPS) as [errors.ErrorCode, keyof typeof CLASSES][]) {
    const error = errors.makeError(code, 'what happened');
    assert.instance(error, CLASSES[group]);
    assert.instance(error, errors.ImagePipelineError);
    assert.instance(error, Error);
    assert.equal(
      { code: error.code, name: error.name, message: error.message },
      { code, name: group, message: 'what happened' },
    );
    assert.match(code, /^E_[A-Z_]+$/);
  }
});

test('details are there when given and absent otherwise', () => {
  const cause = new Error('below');
  const error = errors.makeError('E_CORRUPT', 'broken', { path: '/a.jpg', index: 4, cause });
  assert.equal([error.path, error.index, error.cause], ['/a.jpg', 4, cause]);
  const bare = errors.makeError('E_CORRUPT', 'broken', { path: undefined, index: undefined });
  assert.equal([bare.path, bare.index, bare.cause], [undefined, undefined, undefined]);
  assert.equal(JSON.parse(JSON.stringify(bare)), { name: 'DecodeError', code: 'E_CORRUPT' });
});

test('isErrorCode knows codes and nothing else', () => {
  assert.ok(errors.isErrorCode('E_SIZE'));
  for (const other of ['E_NOPE', 'constructor', '__proto__', '', null, 3]) assert.not.ok(errors.isErrorCode(other));
});

test.run();

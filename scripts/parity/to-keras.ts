// Writes what toKeras() makes of test/keras/pipelines.ts, for scripts/parity/keras_documents.py to load with Keras.
import { writeFileSync } from 'node:fs';
import { kerasCases } from '../../test/keras/pipelines.js';

const documents = (await kerasCases()).map(({ name, pipeline, options }) => ({
  name,
  document: pipeline.toKeras(options),
}));
const lines = documents.map((entry) => JSON.stringify(entry));
writeFileSync(new URL('../../test/keras/goldens/to-keras.json', import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
console.log(`toKeras: ${documents.length} documents`);

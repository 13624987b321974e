// Each image under every layer of a pipeline alone.
import { captioned, type Result, readResult, resultCell, styleOf } from './cells.js';
import type { PreviewHost } from './host.js';
import type { ParsedPreviewOptions } from './options.js';
import { type PreviewData, readSources, type Source } from './sources.js';

/** As many images as the layers that mix most can show (Mosaic). */
const MIXED_TOGETHER = 4;

/** results[row][layer]. */
export async function runEachLayer(
  host: PreviewHost,
  data: PreviewData,
  sources: readonly Source[],
  options: ParsedPreviewOptions,
): Promise<Result[][]> {
  const { seed, epoch, training } = options;
  const style = styleOf(host, options);
  const layers = host.layers();
  const others = layers.some(({ mixes }) => mixes) ? await readSources(host, data, MIXED_TOGETHER) : [];
  const results: Result[][] = [];
  for (const { index, input } of sources) {
    const partners = others.filter((other) => other.index !== index).slice(0, MIXED_TOGETHER - 1);
    const row: Result[] = [];
    for (const layer of layers) {
      const inputs = layer.mixes ? [input, ...partners.map((partner) => partner.input)] : [input];
      const output = readResult(host, await layer.run(inputs, index, { seed, epoch, training }));
      const shown = layer.stretched ? ({ ...options, scaling: 'minmax' } as const) : options;
      const cell = captioned(resultCell(output, shown, style), layer.className);
      row.push({ name: `${index}_${layer.className}`, cell });
    }
    results.push(row);
  }
  return results;
}

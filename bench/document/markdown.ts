// Markdown tables, and the places of a document that they go to: between <!-- bench NAME --> and <!-- /bench -->.

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `|${header.map((_, i) => (i === 0 ? '---' : '--:')).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

/** A number in three digits, or all of its whole ones; in one where it is tiny. */
export function digits(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) < 0.001) return value.toExponential(0);
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/**
 * The document with its places filled.
 * @throws Error for a part without a place: whoever renamed it would see old numbers for ever.
 */
export function fill(document: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const place = new RegExp(`(<!-- bench ${name} -->\n)[^]*?(<!-- /bench -->)`);
    if (!place.test(text)) throw new Error(`the document has no place <!-- bench ${name} -->`);
    return text.replace(place, (_, start: string, end: string) => `${start}\n${part}\n\n${end}`);
  }, document);
}

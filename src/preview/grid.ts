// Cells in lines, about as many of them in each as there are lines.
import type { Cell, SheetRow } from './contact-sheet.js';

export function gridOf(cells: readonly Cell[]): SheetRow[] {
  const columns = Math.ceil(Math.sqrt(cells.length));
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) => row * columns);
  return rows.map((first) => ({ cells: cells.slice(first, first + columns) }));
}

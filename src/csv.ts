/** A cell of a CSV file. Numbers are written as they are; everything else is somebody's words. */
export type CsvCell = string | number | null;

/** Spreadsheets read UTF-8 only when the file starts with its mark. */
export const byteOrderMark = '\uFEFF';

/**
 * One line of RFC 4180 CSV. Words that a spreadsheet would run as a formula get an apostrophe before them
 * (OWASP "CSV Injection"); numbers cannot be formulas and stay numbers.
 */
export function writeCsvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

function writeCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // Also full-width signs, and blanks before the sign, which some spreadsheets drop.
  const words =
    /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n]/.test(cell) || /^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
}

/** A cell of a CSV file. A number is written unchanged; anything else is somebody's text. */
export type CsvCell = string | number | null;

/** Spreadsheets read UTF-8 only if the file starts with its byte order mark. */
export const byteOrderMark = '\uFEFF';

/**
 * One line of RFC 4180 CSV. Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP
 * "CSV Injection"); numbers cannot be formulas and stay numbers.
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

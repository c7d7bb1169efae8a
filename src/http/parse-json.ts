/** The value of a JSON text, to be parsed by a schema; undefined where the text is not JSON (which has no undefined). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

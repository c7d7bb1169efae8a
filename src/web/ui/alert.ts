/** A framed message of a page. */
export interface Alert {
  readonly tone: 'info' | 'success' | 'warning' | 'error';
  readonly title: string | null;
  readonly lines: readonly string[];
  readonly link: { readonly label: string; readonly href: string } | null;
  /** The lines in a few words; they are folded away under it, open at first or not. */
  readonly folded: { readonly summary: string; readonly open: boolean } | null;
}

/** An alert without link. */
export function buildAlert(tone: Alert['tone'], title: string | null, lines: readonly string[]): Alert {
  return { tone, title, lines, link: null, folded: null };
}

/** A framed message on a page. */
export interface Alert {
  readonly tone: 'info' | 'success' | 'warning' | 'error';
  readonly title: string | null;
  readonly lines: readonly string[];
  readonly link: { readonly label: string; readonly href: string } | null;
  /** The lines in a few words; the lines are folded away under it, open at first or not. */
  readonly folded: { readonly summary: string; readonly open: boolean } | null;
}

/** An alert without a link. */
export function buildAlert(tone: Alert['tone'], title: string | null, lines: readonly string[]): Alert {
  return { tone, title, lines, link: null, folded: null };
}

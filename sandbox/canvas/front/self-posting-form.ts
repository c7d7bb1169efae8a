import { escapeHtml } from './escape-html.ts';

export interface PostForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * A page that submits its form at once, as Canvas's `authorize` view does. Without scripts it shows a button.
 */
export function renderSelfPostingForm({ action, fields }: PostForm): string {
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Launching</title></head><body>
<form action="${escapeHtml(action)}" method="post">
${inputs}
<noscript><button type="submit">Continue</button></noscript>
</form>
<script>document.forms[0].submit();</script>
</body></html>
`;
}

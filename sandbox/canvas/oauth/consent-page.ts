import { escapeHtml } from '../front/escape-html.ts';

/** `fields` are the request's own, posted on with the answer. */
export interface ConsentView {
  readonly keyName: string;
  readonly userName: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** "An application wants to access your account": Authorize or Cancel. */
export function renderConsentPage({ keyName, userName, fields }: ConsentView): string {
  const hidden = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
  const name = escapeHtml(keyName);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Authorize ${name}</title>
<style>
body { font-family: system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem; color: #2d3b45; }
form { display: inline; }
button { font: inherit; padding: .6rem 1.2rem; border-radius: .25rem; border: 1px solid #2b7abc; cursor: pointer; }
button.primary { background: #0e68b3; color: #fff; }
button.secondary { background: #fff; color: #0b5288; }
</style>
</head>
<body>
<main>
<h1>Authorize ${name}</h1>
<p><strong>${name}</strong> is requesting access to your account.</p>
<p>You are authorizing this app as <strong>${escapeHtml(userName)}</strong>.</p>
<form method="post" action="/login/oauth2/deny">${hidden}<button class="secondary" type="submit">Cancel</button></form>
<form method="post" action="/login/oauth2/accept">${hidden}<button class="primary" type="submit">Authorize</button></form>
</main>
</body>
</html>
`;
}

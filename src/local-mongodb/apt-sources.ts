/** One package source of apt: its fields by deb822 name in lower case, values as written. */
export type AptSource = Readonly<Record<string, string>>;

/** The first release after each with glibc 2.38 or newer (Debian 13 has 2.41, Ubuntu 24.04 has 2.39). */
const newerReleases: Readonly<Record<string, string>> = {
  buster: 'trixie',
  bullseye: 'trixie',
  bookworm: 'trixie',
  oldstable: 'stable',
  focal: 'noble',
  jammy: 'noble',
};

/** One-line option names that differ from their deb822 field (sources.list(5)). */
const fieldOfOption: Readonly<Record<string, string>> = { arch: 'architectures', lang: 'languages' };

/** Sources in the one-line form, `deb [option=value …] uri suite component…` (sources.list(5)). */
export function parseOneLineSources(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(deb)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line.replace(/#.*/, ''));
    if (!match) return [];
    const [, types = '', options = '', uris = '', suites = '', components = ''] = match;
    const source: Record<string, string> = { types, uris, suites, components: components.trim() };
    for (const option of options.split(/\s+/)) {
      const [name, value] = option.split('=');
      if (name && value) source[fieldOfOption[name] ?? name] = value.replaceAll(',', ' ');
    }
    return [source];
  });
}

/** Sources in the deb822 form: stanzas of `Field: value` with indented continuation lines. */
export function parseDeb822Sources(text: string): AptSource[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  const stanzas = lines.join('\n').split(/\n\s*\n/);
  return stanzas.map((stanza) => {
    const source: Record<string, string> = {};
    for (const [, name = '', value = ''] of stanza.matchAll(/^([^\s:]+):[ \t]*(.*(?:\n[ \t]+.*)*)/gm)) {
      source[name.toLowerCase()] = value.trimEnd();
    }
    return source;
  });
}

/**
 * The main sources among `sources`, moved to the first release with a new enough glibc, as a deb822 file. Empty if no
 * source belongs to a release known to be older. Mirrors, keys and proxies stay as configured.
 */
export function writeNewerSources(sources: readonly AptSource[]): string {
  return sources
    .flatMap((source) => {
      const suite = (source['suites'] ?? '').split(/\s+/).find((name) => Object.hasOwn(newerReleases, name));
      const isBinary = (source['types'] ?? '').split(/\s+/).includes('deb');
      const hasMain = (source['components'] ?? '').split(/\s+/).includes('main');
      if (!suite || !isBinary || !hasMain || /^no$/i.test(source['enabled'] ?? '')) return [];
      // Package lists only: no translations, no descriptions of desktop applications.
      const moved = {
        types: 'deb',
        suites: newerReleases[suite] ?? '',
        components: 'main',
        targets: 'Packages',
      };
      const fields = Object.entries({ ...source, ...moved });
      return [fields.map(([name, value]) => `${name}: ${value}\n`.replace(': \n', ':\n')).join('')];
    })
    .join('\n');
}

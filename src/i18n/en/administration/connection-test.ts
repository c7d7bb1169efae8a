/** What a step found, and what to ask the vendor if it failed. */
interface FindingText {
  readonly text: string;
  readonly ask?: string;
}

const findings = {
  reached: { text: '{host} answers.' },
  address_not_allowed: {
    text: 'The tool does not connect to {host}: it is a private or unusual address.',
    ask: 'an address that can be reached from the internet by https. If it is meant to be private, the operator of this tool must list it in the setting ALLOWED_PRIVATE_HOSTS.',
  },
  name_unknown: {
    text: 'There is no host named {host}.',
    ask: 'the exact address. Look for typing errors first.',
  },
  addresses_swapped: {
    text: 'The addresses of rostering and gradebook are the other way round. Exchange them.',
  },
  version_other: {
    text: 'The addresses are those of OneRoster {other}, but the chosen profile speaks {version}. Choose a profile of OneRoster {other}, or the addresses of {version}.',
    ask: 'whether they serve OneRoster {version}, and at which addresses.',
  },
  connection_refused: {
    text: 'Nothing listens at this address: the connection was refused. The service may be down, or the port may be wrong.',
    ask: 'the exact address with its port, and whether the service is running.',
  },
  connection_lost: {
    text: 'The SIS ended the connection without an answer.',
    ask: 'whether a firewall or a proxy ends connections of the tool’s server.',
  },
  no_answer: {
    text: 'The SIS did not answer in time. It may be down, or a firewall may stop the tool.',
    ask: 'whether the service is running, and to let the tool’s server through the firewall.',
  },
  certificate_good: { text: 'The connection is encrypted, and the certificate is valid.' },
  certificate_bad: {
    text: 'The certificate of {host} is not valid, so the tool does not talk to it.',
    ask: 'a certificate that is not expired, names this host, and is signed by a public authority, with its intermediate certificates.',
  },
  not_encrypted: { text: 'The address is http, which is for trying out on one machine only.' },
  token_received: { text: 'The SIS gave an access token.' },
  requests_signed: { text: 'Not needed: with OAuth 1.0a every request is signed.' },
  credentials_refused: {
    text: 'The SIS refused the client ID or the secret.',
    ask: 'the client ID and secret for OneRoster, whether they have expired, and whether they are sent in the header or in the form.',
  },
  token_address_wrong: {
    text: 'The token address gave no token.',
    ask: 'the exact token address (OAuth 2 client credentials).',
  },
  scopes_granted: {
    text: 'The SIS granted every scope that the tool asks for, or did not say which it granted.',
  },
  scopes_missing: {
    text: 'The SIS did not grant: {scopes}',
    ask: 'these scopes for this client: {scopes}',
  },
  class_read: { text: 'Class “{title}” was read (sourcedId {id}).' },
  class_unknown: {
    text: 'The SIS knows no class {id}.',
    ask: 'which field of a class holds the section’s SIS ID of Canvas, and whether this class is shared with the tool.',
  },
  class_ambiguous: {
    text: 'The SIS has more than one class {id}, and the tool never guesses.',
    ask: 'how a class is identified uniquely.',
  },
  classes_none: {
    text: 'The SIS shows the tool no class.',
    ask: 'to share the classes of this school year with the tool.',
  },
  class_not_permitted: {
    text: 'The tool may not read classes.',
    ask: 'permission to read rosters (scope roster.readonly, or the vendor’s own switch), and whether extra headers are needed. With OAuth 1.0a the other signature may help.',
  },
  class_address_wrong: {
    text: 'There are no classes at the rostering address.',
    ask: 'the exact base address of OneRoster rostering, and its version.',
  },
  categories_read: { text: 'The class has categories: {count}.' },
  categories_none: {
    text: 'Class “{title}” has no categories, and this SIS needs one for each assignment.',
    ask: 'nothing yet: set categories up in the SIS first. If they are there, ask to share them with the tool.',
  },
  categories_not_needed: { text: 'The SIS offers no categories here, and this profile needs none.' },
  categories_not_permitted: {
    text: 'The tool may not read categories.',
    ask: 'permission to read the gradebook (scope gradebook.readonly, or the vendor’s own switch), and whether extra headers are needed.',
  },
  categories_address_wrong: {
    text: 'There are no categories at the gradebook address.',
    ask: 'the exact base address of the OneRoster gradebook, and whether the gradebook service is licensed.',
  },
  write_refused_as_expected: {
    text: 'The SIS refused the made-up assignment for what it holds, as it should: the tool may write.',
  },
  write_accepted: {
    text: 'The SIS accepted the made-up assignment: the tool may write. It is marked as deleted.',
  },
  write_not_permitted: {
    text: 'The tool may not write.',
    ask: 'permission to write the gradebook (scope gradebook.createput: PUT of lineItems and results).',
  },
  write_not_offered: {
    text: 'The SIS takes no line items at the gradebook address.',
    ask: 'whether it offers the OneRoster gradebook push: PUT of lineItems and results.',
  },
  write_not_tried: { text: 'Not tried: this SIS makes a new assignment at every try.' },
  refused: {
    text: 'The SIS refused the request.',
    ask: 'what this answer means.',
  },
  busy: {
    text: 'The SIS says that it is busy. Wait a few minutes and test again.',
    ask: 'how many requests it allows, if this keeps happening.',
  },
  failing: {
    text: 'The SIS failed to answer. Wait a few minutes and test again.',
    ask: 'to look into its log for this time, if this keeps happening.',
  },
  not_reached: { text: 'Not tried, because a step before it failed.' },
} as const satisfies Readonly<Record<string, FindingText>>;

/** *Test connection*: steps, states and findings are keyed as in `oneroster/connection-test/step-result.ts`. */
export const connectionTestMessages = {
  title: 'Result of the test',
  good: 'The connection works.',
  bad: 'The connection does not work yet: look at the step {step}.',
  states: { ok: 'OK', failed: 'Failed', skipped: 'Skipped' },
  steps: {
    address: 'Address',
    tls: 'Encryption',
    token: 'Access token',
    scopes: 'Scopes',
    class: 'A class',
    categories: 'Its categories',
    write: 'Writing',
  },
  answer: 'The SIS answered {status}: “{words}”',
  answerWordless: 'The SIS answered {status}, without a word.',
  ask: 'Ask your vendor for',
  findings,
} as const;

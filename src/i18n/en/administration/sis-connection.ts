/** Administration › SIS connection. */
export const sisConnectionMessages = {
  title: 'SIS connection',
  lead: 'Where grades go, and how Grade Passback signs in there. Your SIS vendor gives you these values.',
  saved: 'SIS connection saved.',
  save: 'Save',
  test: 'Test connection',
  testWrites: 'Test with writing',
  testing: 'Testing…',
  lostSecrets:
    'We used the secret you typed for this, but didn’t store it or send it back. Type it again before you save.',
  placeTitle: 'Your SIS',
  filesNote:
    'Most SISs take grades over REST: choose the profile of yours, and enter the addresses below. If yours takes files, choose a profile named OneRoster CSV. With “files only”, leave everything else empty: Canvas’s SIS IDs are then taken for the SIS’s own. With “classes and students over REST”, enter the rostering address and how we sign in there. Add the gradebook address only if the SIS shows its categories there.',
  nothingToTest:
    'There’s nothing to test: with this profile, Grade Passback asks your SIS nothing. Save, run a grade sync, and download the files.',
  profile: {
    label: 'SIS profile',
    hint: 'How this SIS works: its OneRoster version, limits and quirks. If yours isn’t listed, choose plain OneRoster.',
  },
  chooseProfile: 'Choose a profile',
  profileOption: '{title} (OneRoster {version})',
  rosteringUrl: {
    label: 'Rostering address',
    hint: 'Base address of classes and students, such as https://sis.example.org/ims/oneroster/rostering/v1p2. With OneRoster 1.1 it’s usually the same as the gradebook address.',
  },
  gradebookUrl: {
    label: 'Gradebook address',
    hint: 'Base address of categories, line items and results, such as https://sis.example.org/ims/oneroster/gradebook/v1p2.',
  },
  authTitle: 'How Grade Passback signs in',
  auth: { label: 'Method' },
  oauth2: 'OAuth 2',
  oauth2Hint:
    'Client credentials: Grade Passback gets an access token at a token address. OneRoster 1.2 allows nothing else.',
  oauth1: 'OAuth 1.0a',
  oauth1Hint: 'Grade Passback signs every request with a consumer key and secret. OneRoster 1.1 only.',
  tokenUrl: {
    label: 'Token address',
    hint: 'Where the SIS hands out access tokens. Every SIS has its own.',
  },
  clientId: { label: 'Client ID' },
  clientSecret: { label: 'Client secret' },
  clientAuthentication: { label: 'Send client ID and secret' },
  basic: 'in the Authorization header (usual)',
  post: 'in the form',
  consumerKey: { label: 'Consumer key' },
  consumerSecret: { label: 'Consumer secret' },
  signature: {
    label: 'Signature',
    hint: 'It differs from SIS to SIS. If every request gets a 401, try the other one.',
  },
  moreTitle: 'More',
  maxInFlight: {
    label: 'Requests at once',
    hint: 'At most 64. Leave empty to use the profile’s number. Fewer are easier on the SIS, more are faster.',
  },
  headers: {
    label: 'Extra headers',
    hint: 'Only if your vendor asks for them. One per line, such as x-vendor-authorization: key:secret. What you type replaces all stored headers.',
  },
  removeHeaders: { label: 'Remove the stored extra headers' },
  tryTitle: 'Test connection',
  tryNote:
    'The test uses what’s typed above, saved or not. “Test connection” changes nothing in the SIS: it sends one deleted assignment of a class that doesn’t exist. “Test with writing” sends an assignment and scores of one student into the class of the section below, reads them back, changes and removes them. Choose a test class: people may see the scores for a moment.',
  classSisId: {
    label: 'SIS ID of a section to try',
    hint: 'As Canvas shows it in the section’s details. Leave empty to try any class.',
  },
} as const;

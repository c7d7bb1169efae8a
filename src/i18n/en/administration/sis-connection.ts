/** Administration › SIS connection. */
export const sisConnectionMessages = {
  title: 'SIS connection',
  lead: 'Where grades are sent, and how the tool proves itself there. Your SIS or its vendor gives you these values.',
  saved: 'The SIS connection was saved.',
  save: 'Save',
  test: 'Test connection',
  testing: 'Testing…',
  lostSecrets:
    'What you typed as secret was used for this and not stored. It is never sent back to a browser: type it again before you save.',
  placeTitle: 'Your SIS',
  profile: {
    label: 'SIS profile',
    hint: 'How this SIS behaves: its OneRoster version, limits and peculiarities. Choose plain OneRoster if yours is not listed.',
  },
  chooseProfile: 'Choose a profile',
  profileOption: '{title} (OneRoster {version})',
  rosteringUrl: {
    label: 'Rostering address',
    hint: 'Base address of classes and students, such as https://sis.example.org/ims/oneroster/rostering/v1p2. With OneRoster 1.1 mostly the same as the gradebook’s.',
  },
  gradebookUrl: {
    label: 'Gradebook address',
    hint: 'Base address of categories, line items and results, such as https://sis.example.org/ims/oneroster/gradebook/v1p2.',
  },
  authTitle: 'How the tool proves itself',
  auth: { label: 'Method' },
  oauth2: 'OAuth 2',
  oauth2Hint:
    'Client credentials: an access token is asked for at a token address. OneRoster 1.2 knows nothing else.',
  oauth1: 'OAuth 1.0a',
  oauth1Hint: 'Every request is signed with a consumer key and secret. OneRoster 1.1 only.',
  tokenUrl: {
    label: 'Token address',
    hint: 'Where access tokens are given out. It is not the same in any two SISs.',
  },
  clientId: { label: 'Client ID' },
  clientSecret: { label: 'Client secret' },
  clientAuthentication: { label: 'Client ID and secret are sent' },
  basic: 'in the Authorization header (usual)',
  post: 'in the form',
  consumerKey: { label: 'Consumer key' },
  consumerSecret: { label: 'Consumer secret' },
  signature: {
    label: 'Signature',
    hint: 'It differs from SIS to SIS. If every request is answered 401, try the other one.',
  },
  moreTitle: 'More',
  maxInFlight: {
    label: 'Requests at once',
    hint: 'At most 64. Empty: as the profile says. Fewer are gentler to the SIS, more are faster.',
  },
  headers: {
    label: 'Extra headers',
    hint: 'Only if your vendor asks for them. One for each line, such as x-vendor-authorization: key:secret. What you type replaces all that are stored.',
  },
  removeHeaders: { label: 'Remove the stored extra headers' },
  tryTitle: 'Test connection',
  tryNote:
    'The test uses what is typed above, stored or not, and changes nothing in the SIS: to see whether it may write, it sends one assignment of a class that does not exist, marked as deleted.',
  classSisId: {
    label: 'SIS ID of a section to try',
    hint: 'As Canvas shows it in the section’s details. Empty: any class that the SIS offers.',
  },
} as const;

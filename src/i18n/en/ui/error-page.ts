/** The page around an error's text. */
export const errorPageMessages = {
  happened: 'What happened',
  grades: 'What it means for your grades',
  todo: 'What to do',
  reference: 'Reference',
  connect: 'Connect to Canvas',
  again: 'I’ve connected. Continue',
  tryAgain: 'Try again',
  homeTitle: 'Grade Passback is running',
  home: 'It sends grades from Canvas to a school’s Student Information System (SIS). Open it from your course in Canvas.',
  connectedTitle: 'Canvas is connected',
  connected: 'You can close this window. Your course in Canvas continues on its own.',
  back: 'Back to Grade Sync',
  backToAdministration: 'Back to Administration',
} as const;

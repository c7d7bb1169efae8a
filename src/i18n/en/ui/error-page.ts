/** The page around an error's text. */
export const errorPageMessages = {
  happened: 'What happened',
  grades: 'What it means for your grades',
  todo: 'What to do',
  reference: 'Reference',
  connect: 'Connect to Canvas',
  again: 'I have connected: continue',
  homeTitle: 'Grade Passback is running',
  home: 'It passes grades from Canvas to a school’s Student Information System. You reach it from your course in Canvas; there is nothing more to see here.',
  connectedTitle: 'Canvas is connected',
  connected: 'You can close this window and go back to your course in Canvas.',
  back: 'Back to Grade Sync',
  backToAdministration: 'Back to Administration',
} as const;

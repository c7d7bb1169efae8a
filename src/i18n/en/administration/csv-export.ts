/** Administration › SIS connection › OneRoster CSV. */
export const csvExportMessages = {
  title: 'OneRoster CSV files',
  link: 'Download the OneRoster CSV files',
  lead: 'Grade syncs put grades into OneRoster CSV files instead of sending them. Download the files here as one zip, and import it into {sis}.',
  unread:
    'Nothing can be read back from a file. So a grade stays “Sent”: we can’t say whether {sis} has imported it, and Compare finds nothing.',
  notChosen:
    'Your SIS profile sends grades by requests, so there are no files. To use files, choose a profile named OneRoster CSV.',
  downloadTitle: 'Download',
  never: 'Nobody has downloaded the files yet.',
  last: 'Last download: {when}, {what}, with {lineItems} line items and {results} results.',
  modes: { bulk: 'full', delta: 'changes only' },
  delta: 'Download changes',
  deltaExplain: {
    one: 'One line changed since the last download. Removed grades are marked as deleted.',
    other: '{count} lines changed since the last download. Removed grades are marked as deleted.',
  },
  deltaFirst: {
    one: 'The first download of changes holds everything: one line.',
    other: 'The first download of changes holds everything: {count} lines.',
  },
  full: 'Download everything',
  fullExplain:
    'All categories, line items and results. {sis} replaces what it got from us before. Use it for the first import, or if a file got lost.',
  folderOff: 'We write no files by ourselves. You can change that in the settings.',
  folderOn:
    'After each night’s grade syncs we write a zip into your operator’s folder. If none appears, ask the operator to set CSV_EXPORT_DIR.',
  folderLast:
    'Last file: {file}, written {when} ({what}), with {lineItems} line items and {results} results.',
  folderDue: {
    one: 'One line waits for the next file.',
    other: '{count} lines wait for the next file.',
  },
  folderFailed:
    'We couldn’t write into the folder on {when}. Nothing is lost: we try again every 15 minutes. Ask the operator whether the disk is full or the folder is locked.',
} as const;

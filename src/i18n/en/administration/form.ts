/** Shared by every form of Administration: stored secrets, and what is wrong with an entry. */
export const formMessages = {
  secret: {
    stored: 'Stored on {when}, fingerprint {print}. Leave empty to keep it.',
    storedUndated: 'Stored, fingerprint {print}. Leave empty to keep it.',
    headers: 'Stored on {when}: {list}. Leave empty to keep them.',
    headersUndated: 'Stored: {list}. Leave empty to keep them.',
  },
  faultsTitle: {
    one: 'Nothing was saved: {count} entry needs another look.',
    other: 'Nothing was saved: {count} entries need another look.',
  },
  faults: {
    required: 'This is needed.',
    address: 'Type the whole address, beginning with https://.',
    address_not_allowed:
      'The tool does not connect to this address: it must begin with https://, be on the internet, and have a usual port and no user name. For an address in your own network, the operator of this tool must list it in the setting ALLOWED_PRIVATE_HOSTS.',
    number: 'Type a whole number from 1 to 64, or nothing.',
    profile: 'Choose one of the profiles.',
    oauth1_needs_1p1: 'OneRoster 1.2 knows OAuth 2 only. Choose OAuth 2, or a profile of OneRoster 1.1.',
    secret_needed: 'Type the secret: none is stored for this.',
    secret_new_host:
      'An address leads to another host now. Type it again: stored secrets are never sent to a new host.',
    headers: 'Each line must be Name: value, at most ten of them, and none that the tool sets itself.',
    key_lti_key:
      'This is the number of the LTI key. The API key is another developer key, with its own number.',
    key_unknown_number:
      'Canvas knows no API key of this number, or it is switched off. Copy the number under Details, and switch the key on.',
    key_redirect_uri:
      'Canvas has another redirect URI for this key. Enter the one above in Canvas, exactly as it is written. An LTI key does not work here.',
    key_other_account: 'Canvas says that this key is not for your account.',
    key_secret: 'Canvas does not accept this secret for the number. Copy it again with Show Key.',
    key_scopes:
      'In Canvas, this key lacks scopes that the tool needs. Choose all of the scopes above for it.',
    too_long: 'This is too long.',
    choice: 'Choose one of the offered values.',
    time: 'Type a time such as 01:30.',
    time_zone: 'Choose one of the time zones.',
    whole_number: 'Type a whole number from {min} to {max}.',
    whole_number_or_nothing: 'Type a whole number from {min} to {max}, or nothing.',
  },
} as const;

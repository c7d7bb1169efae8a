/** Shared by every form of Administration: stored secrets, and what is wrong with an entry. */
export const formMessages = {
  secret: {
    stored: 'Stored on {when}, fingerprint {print}. Leave empty to keep it.',
    storedUndated: 'Stored, fingerprint {print}. Leave empty to keep it.',
    headers: 'Stored on {when}: {list}. Leave empty to keep them.',
    headersUndated: 'Stored: {list}. Leave empty to keep them.',
  },
  faultsTitle: {
    one: 'Nothing was saved. Check {count} entry.',
    other: 'Nothing was saved. Check {count} entries.',
  },
  faults: {
    required: 'Enter this.',
    address: 'Enter the whole address, starting with https://.',
    address_not_allowed:
      'Grade Passback doesn’t connect to this address. It must start with https://, be on the internet, and have a usual port and no user name. If it’s in your own network, the operator must list it in the setting ALLOWED_PRIVATE_HOSTS.',
    number: 'Enter a whole number from 1 to 64, or leave it empty.',
    profile: 'Choose one of the profiles.',
    oauth1_needs_1p1: 'OneRoster 1.2 allows OAuth 2 only. Choose OAuth 2, or a profile of OneRoster 1.1.',
    secret_needed: 'Enter the secret. None is stored for this.',
    secret_new_host:
      'An address now leads to another host. Enter the secret again: we never send a stored one to a new host.',
    headers:
      'Write each line as Name: value, at most ten. Leave out headers that Grade Passback sets itself.',
    key_lti_key:
      'This number belongs to the LTI key. The API key is another developer key with its own number.',
    key_unknown_number:
      'Canvas has no API key with this number, or the key is off. Copy the number under Details and switch the key on.',
    key_redirect_uri:
      'This key has another redirect URI in Canvas. Copy the one above into Canvas exactly. An LTI key doesn’t work here.',
    key_other_account: 'Canvas says this key isn’t for your account.',
    key_secret: 'Canvas doesn’t accept this secret for the number. Copy it again with Show Key.',
    key_scopes: 'This key is missing scopes in Canvas. Give it all the scopes above.',
    too_long: 'This is too long.',
    choice: 'Choose one of the options.',
    time: 'Enter a time such as 01:30.',
    metadata: 'Write each as name=value, separated by semicolons, at most ten.',
    addresses: 'Enter e-mail addresses, separated by commas.',
    spread: 'This is longer than the time until it starts again. Choose less.',
    time_zone: 'Choose one of the time zones.',
    whole_number: 'Enter a whole number from {min} to {max}.',
    whole_number_or_nothing: 'Enter a whole number from {min} to {max}, or leave it empty.',
  },
} as const;

import { askPlatform, offerNewWindow } from './platform-storage.js';

const page = document.body.dataset;
const storage = { frame: page.storageFrame, origin: page.storageOrigin };

const answer = await askPlatform('lti.get_data', { key: page.storageKey }, storage);
if (typeof answer?.value === 'string') {
  // Used once: the platform need not store it any longer.
  askPlatform('lti.put_data', { key: page.storageKey, value: null }, storage);
  const form = document.getElementById('launch');
  form.elements.namedItem('storage_proof').value = answer.value;
  form.submit();
} else {
  offerNewWindow();
}

/**
 * Canvas's side of postMessage (CF4): answers the tools that run in frames of this page. Every page with a
 * tool frame includes it; frames carry `data-lti-launch="true"`.
 * The page learns what a tool asks for by listening on `document`:
 *   `lti-close`               the tool asked to be closed (detail.frame)
 *   `lti-alert`               detail: {body, alertType, title}
 *   `lti-screen-reader-alert` detail: {body}
 *   `lti-full-window`         detail: {url, launchType}
 *   `lti-external-content`    externalContentReady / externalContentCancel (detail.subject)
 * Unless a listener calls preventDefault(), a plain fallback follows.
 */
(() => {
  const storagePrefix = 'lti-platform-storage';
  const storageLifeMs = 10 * 60 * 1000;
  const maxKeys = 500;
  const maxBytes = 4096;
  const unloadMessages = new Map();

  const frameOf = (source) =>
    [...document.querySelectorAll('iframe[data-lti-launch="true"]')].find(
      (frame) => frame.contentWindow === source,
    );
  const announce = (name, detail) =>
    document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));

  /** Each origin has storage of its own. */
  const storageKey = (event, key) => `${storagePrefix}|${event.origin}|${key}`;

  const forgetOldValues = () => {
    const now = Date.now();
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(`${storagePrefix}|`)) continue;
      try {
        if (JSON.parse(localStorage.getItem(name)).until > now) continue;
      } catch {
        // Unreadable counts as gone.
      }
      localStorage.removeItem(name);
    }
  };

  const badRequest = (message) => ({ error: { code: 'bad_request', message } });

  const putData = (event) => {
    const { key, value, message_id } = event.data;
    if (!key) return badRequest("Missing required 'key' parameter");
    if (!message_id) return badRequest("Missing required 'message_id' parameter");
    forgetOldValues();
    const name = storageKey(event, key);
    if (value === null || value === undefined) {
      localStorage.removeItem(name);
      return { key, message_id };
    }
    const text = String(value);
    const prefix = storageKey(event, '');
    const kept = Object.keys(localStorage).filter((other) => other.startsWith(prefix) && other !== name);
    if (kept.length >= maxKeys || text.length > maxBytes) {
      return { error: { code: 'storage_exhaustion', message: 'Storage limit reached' }, message_id };
    }
    localStorage.setItem(name, JSON.stringify({ value: text, until: Date.now() + storageLifeMs }));
    return { key, value: text, message_id };
  };

  const getData = (event) => {
    const { key, message_id } = event.data;
    if (!key) return badRequest("Missing required 'key' parameter");
    if (!message_id) return badRequest("Missing required 'message_id' parameter");
    forgetOldValues();
    const stored = localStorage.getItem(storageKey(event, key));
    return { key, value: stored === null ? null : JSON.parse(stored).value, message_id };
  };

  const resizeFrame = (event, frame) => {
    const height = Number.parseInt(event.data.height, 10);
    if (frame && Number.isFinite(height)) frame.style.height = `${Math.max(height, 0)}px`;
    return {};
  };

  const showAlert = (event) => {
    const { body, alertType = 'success', title } = event.data;
    if (!body) return badRequest("Missing required 'body' field");
    if (!['success', 'warning', 'error'].includes(alertType))
      return badRequest("Unsupported value for 'alertType'");
    if (announce('lti-alert', { body: String(body), alertType, title })) window.alert(String(body));
    return {};
  };

  const fullWindow = (event) => {
    const { data } = event.data;
    const wanted = typeof data === 'string' ? { url: data } : (data ?? {});
    if (!wanted.url) return badRequest('message must contain a `data.url`');
    const target = `${location.pathname.replace(/\/external_tools.*$/, '')}/external_tools/retrieve`;
    const query = new URLSearchParams({ display: 'borderless', url: wanted.url });
    if (wanted.placement) query.set('placement', wanted.placement);
    const address = `${target}?${query}`;
    const launchType = wanted.launchType ?? 'same_window';
    if (announce('lti-full-window', { url: address, launchType })) {
      if (launchType === 'same_window') location.assign(address);
      else window.open(address, '_blank');
    }
    return {};
  };

  const close = (_event, frame) => {
    announce('lti-close', { frame });
    return {};
  };

  const windowSize = (_event, frame) => ({
    height: window.innerHeight,
    width: window.innerWidth,
    footer: 0,
    offset: frame?.getBoundingClientRect().top ?? 0,
    scrollY: window.scrollY,
  });

  const enableScrollEvents = (event) => {
    const { source, origin } = event;
    window.addEventListener('scroll', () =>
      source.postMessage({ subject: 'lti.scroll', scrollY: window.scrollY }, origin),
    );
    return {};
  };

  const pageSettings = () => ({
    pageSettings: {
      locale: document.documentElement.lang || 'en',
      time_zone: document.documentElement.dataset.timeZone ?? null,
      use_high_contrast: false,
      active_brand_config_json_url: null,
      window_width: window.innerWidth,
    },
  });

  const setUnload = (event) => {
    unloadMessages.set(event.source, event.data.message ?? '');
    return {};
  };
  const removeUnload = (event) => {
    unloadMessages.delete(event.source);
    return {};
  };
  const screenReaderAlert = (event) => {
    announce('lti-screen-reader-alert', { body: event.data.body });
    return {};
  };
  const scrollToTop = () => {
    window.scrollTo(0, 0);
    return {};
  };
  const nothing = () => ({});

  const handlers = {
    'lti.put_data': putData,
    'lti.get_data': getData,
    'lti.close': close,
    'lti.frameResize': resizeFrame,
    'lti.showAlert': showAlert,
    'lti.fetchWindowSize': windowSize,
    'lti.enableScrollEvents': enableScrollEvents,
    'lti.getPageSettings': pageSettings,
    'lti.setUnloadMessage': setUnload,
    'lti.removeUnloadMessage': removeUnload,
    'lti.screenReaderAlert': screenReaderAlert,
    'lti.scrollToTop': scrollToTop,
    'lti.hideRightSideWrapper': nothing,
    'lti.resourceImported': nothing,
    'lti.showModuleNavigation': nothing,
    requestFullWindowLaunch: fullWindow,
    toggleCourseNavigationMenu: nothing,
    showNavigationMenu: nothing,
    hideNavigationMenu: nothing,
  };

  const inSiblingFrame = ['lti.put_data', 'lti.get_data'];
  const capabilities = () => ({
    supported_messages: [
      { subject: 'lti.capabilities' },
      ...Object.keys(handlers).map((subject) =>
        inSiblingFrame.includes(subject) ? { subject, frame: 'post_message_forwarding' } : { subject },
      ),
    ],
  });

  const externalContent = ['externalContentReady', 'A2ExternalContentReady', 'externalContentCancel'];

  window.addEventListener('message', (event) => {
    const data = event.data;
    if (data === null || typeof data !== 'object' || !event.source) return;
    const subject = data.subject ?? data.messageType;
    if (externalContent.includes(subject)) {
      announce('lti-external-content', { subject });
      return;
    }
    if (typeof subject !== 'string' || subject.endsWith('.response')) return;
    const handler = subject === 'lti.capabilities' ? capabilities : handlers[subject];
    if (handler === undefined) return;
    const frame = frameOf(event.source);
    const answer = handler(event, frame);
    const reply = { subject: `${subject}.response`, ...answer };
    if (data.message_id !== undefined) reply.message_id = data.message_id;
    event.source.postMessage(reply, event.origin);
  });

  window.addEventListener('beforeunload', (event) => {
    if (unloadMessages.size > 0) event.preventDefault();
  });

  /**
   * The frame that Platform Storage messages are sent to (`lti_storage_target`). In Canvas it forwards them
   * from the authorization host to the parent; here both are one origin, so it only passes them on.
   */
  const addForwarder = () => {
    if (document.querySelector('iframe[name="post_message_forwarding"]')) return;
    const forwarder = document.createElement('iframe');
    forwarder.name = 'post_message_forwarding';
    forwarder.id = 'post_message_forwarding';
    forwarder.title = 'post_message_forwarding';
    forwarder.hidden = true;
    forwarder.src = '/sandbox-assets/post-message-forwarding.html';
    document.body.append(forwarder);
  };
  if (document.body) addForwarder();
  else document.addEventListener('DOMContentLoaded', addForwarder);

  /**
   * The answer to a message of the forwarding frame, which sends it on itself. Undefined: not its message.
   */
  window.answerForwardedMessage = (event) => {
    const subject = event.data?.subject;
    if (!inSiblingFrame.includes(subject)) return undefined;
    return { subject: `${subject}.response`, ...handlers[subject](event) };
  };
})();

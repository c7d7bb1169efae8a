/** The browser features that Canvas lets a tool's frame use (CF10, app/models/lti/launch.rb). */
export const frameAllow = ['geolocation', 'microphone', 'camera', 'midi', 'encrypted-media', 'autoplay']
  .map((feature) => `${feature} *`)
  .join('; ');

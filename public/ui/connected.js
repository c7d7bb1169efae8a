/** Closes the window of Canvas's consent, where the browser lets a page close it; its text says so otherwise. */
setTimeout(() => window.close(), 1_500);

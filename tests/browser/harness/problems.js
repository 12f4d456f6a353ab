// What goes wrong in the browser while nobody looks.

/** Collects what a visitor's pages report: errors of scripts and of the console, breaches of the policy, and the like. */
export class Problems {
  #found = [];
  #allowed = [];

  /**
   * Watches a context and all pages it will have. `url` is the server's: whatever else a page asks for is a problem,
   * since the program promises to need nobody.
   */
  async watch(context, url) {
    const own = new URL(url).origin;
    await context.exposeBinding("__reportViolation", (_, text) => this.add(`policy: ${text}`));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const place = `${event.sourceFile ?? event.documentURI}:${event.lineNumber}`;
        globalThis.__reportViolation(`${event.effectiveDirective} forbids ${event.blockedURI} (${place}) ${event.sample}`);
      });
    });
    context.on("console", (message) => {
      if (message.type() === "error") this.add(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.add(`script: ${error.error().stack ?? error.error()}`));
    context.on("response", (response) => {
      if (response.status() >= 500) this.add(`answer: ${response.status()} ${response.url()}`);
    });
    context.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && origin !== own) this.add(`request: ${request.url()} is not the server's`);
    });
    context.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // A page that is left, and a download, abort what was under way.
      if (why !== "net::ERR_ABORTED") this.add(`request: ${request.url()} failed: ${why}`);
    });
  }

  add(text) {
    this.#found.push(text);
  }

  /**
   * Allows problems that fit a pattern, because the test provokes them: a form that is refused is an error to the console.
   * One that then does not come is a problem itself.
   */
  allow(pattern) {
    this.#allowed.push({ pattern, seen: false });
  }

  /** All problems so far that nothing allows. */
  get list() {
    const left = this.#found.filter((text) => {
      const fits = this.#allowed.filter(({ pattern }) => pattern.test(text));
      for (const entry of fits) entry.seen = true;
      return fits.length === 0;
    });
    const idle = this.#allowed.filter(({ seen }) => !seen);
    return [...left, ...idle.map(({ pattern }) => `allowed, but did not come: ${pattern}`)];
  }
}

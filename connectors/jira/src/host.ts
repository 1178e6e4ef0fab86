/**
 * Reads the address of a Jira site, without the slash at its end.
 *
 * @throws Error if it is not an http or https URL, or is plain http to another machine.
 */
export function parseHost(host: string): string {
  const url = URL.canParse(host) ? new URL(host) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Error(
      `The Jira host ${JSON.stringify(host)} is not a URL. Give the site's address, such as https://acme.atlassian.net.`,
    );
  }
  // The API token travels in a header, so it must not cross a network unencrypted.
  if (url.protocol === "http:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    throw new Error(
      `The Jira host ${host} would receive the API token unencrypted. Use https, or http on this machine only.`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

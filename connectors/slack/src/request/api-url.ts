/**
 * Checks the address of a Slack Web API.
 *
 * @throws Error if it is not an http or https URL, or is plain http to another machine.
 */
export function parseApiUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Error(
      `The Slack API address ${JSON.stringify(address)} is not a URL. Leave it out for https://slack.com/api/.`,
    );
  }
  // The bot token travels in a header, so it must not cross a network unencrypted.
  if (url.protocol === "http:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    throw new Error(
      `The Slack API address ${address} would receive the bot token unencrypted. Use https, or http on this machine only.`,
    );
  }
  return url.href;
}

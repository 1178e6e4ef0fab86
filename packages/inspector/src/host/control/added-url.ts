import { HostFailure } from "../state/host-failure.ts";

/**
 * Checks the URL of a server that the page adds. @throws HostFailure 400 for anything but an http or https
 * URL without a user and a password.
 */
export function checkAddedUrl(text: string): void {
  const url = URL.parse(text);
  const isHttp = url !== null && /^https?:$/.test(url.protocol);
  if (isHttp && url.username === "" && url.password === "") return;
  throw new HostFailure(400, {
    code: "INVALID_INPUT",
    step: "add the server",
    cause: isHttp ? "the URL holds a user or a password" : "this is no http: or https: URL",
    fix: isHttp
      ? "give credentials as headers"
      : "give a URL such as http://localhost:3000/mcp; start a command with mortise inspect -- and the command",
  });
}

import type { OptionNames } from "@mortise/protocol";
import { checkOptions, MortiseError } from "@mortise/protocol";
import type { DeviceCode } from "./grant/device-code.ts";
import { DeviceCodeGrant } from "./grant/device-code.ts";
import type { ClientOptions } from "./registration/client-options.ts";
import { checkClient, checkClientMetadataUrl } from "./registration/client-options.ts";
import { ClientRegistry } from "./registration/client-registry.ts";
import type { OAuthClient } from "./session/client-session.ts";
import { ClientSession } from "./session/client-session.ts";
import type { SessionOptions } from "./session/session-options.ts";
import { SESSION_OPTIONS, toSessionBase, toSessionSettings } from "./session/session-options.ts";

/** Settings of {@link deviceCode}. */
export interface DeviceCodeOptions extends SessionOptions {
  /** Shows the code and the page to the user. */
  readonly onCode: (code: DeviceCode) => void | Promise<void>;
  /** A client that was registered by hand. Default: one by `clientMetadataUrl`, or by registration. */
  readonly client?: ClientOptions;
  /** The https URL of the client's metadata document, for servers that read one. Default: none. */
  readonly clientMetadataUrl?: string;
  /** Members of a dynamic registration (RFC 7591, 2), such as `client_name`. */
  readonly clientMetadata?: Readonly<Record<string, unknown>>;
}

const NAMES: OptionNames<DeviceCodeOptions> = {
  ...SESSION_OPTIONS,
  onCode: true,
  client: true,
  clientMetadataUrl: true,
  clientMetadata: true,
};

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

/**
 * Signs a user in on another device, for programs without a browser (RFC 8628): the user types a short code
 * into a page.
 *
 * @throws MortiseError `INVALID_OPTION`. Requests fail with AuthError.
 */
export function deviceCode(options: DeviceCodeOptions): OAuthClient {
  checkOptions("deviceCode", options, NAMES);
  const { onCode, client, clientMetadataUrl, clientMetadata = {} } = options;
  if (typeof onCode !== "function") {
    throw new MortiseError("INVALID_OPTION", "deviceCode needs onCode, which shows the code", {
      data: { option: "onCode" },
    });
  }
  if (client !== undefined) checkClient(client);
  if (clientMetadataUrl !== undefined) checkClientMetadataUrl(clientMetadataUrl);
  const base = toSessionBase(options, "device_code", client?.id ?? clientMetadataUrl);
  const registry = new ClientRegistry(
    { client, clientMetadataUrl, clientMetadata, grantTypes: [DEVICE_CODE, "refresh_token"] },
    base.store,
    base.owner,
  );
  const grant = new DeviceCodeGrant({ registry, onCode }, client?.issuer);
  return new ClientSession(toSessionSettings(options, base, grant));
}

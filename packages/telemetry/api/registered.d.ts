// The public declarations of @mortise/telemetry/registered. `npx vitest run scripts -u` writes this file.

export declare function isTelemetryRegistered(): boolean;

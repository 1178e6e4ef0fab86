import { openTelemetry } from "mortise/telemetry";
import { createFakeClock, openClient, readContract } from "mortise/testing";
import { server } from "./server.ts";

export const clock = createFakeClock();
export const telemetry = openTelemetry();
export const contract = await readContract(server);
export const opened = openClient;

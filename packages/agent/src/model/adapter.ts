import type { LanguageModelV4 } from "@ai-sdk/provider";
import { MortiseError } from "@mortise/protocol";
import type { EndpointOption } from "./model-option.ts";
import type { ProviderSettings } from "./provider-settings.ts";

/** Loads a provider's adapter and makes a model of it. */
export async function loadProviderModel(
  { provider, apiKey = "", baseURL }: ProviderSettings,
  modelId: string,
  fetch: typeof globalThis.fetch | undefined,
): Promise<LanguageModelV4> {
  const settings = {
    apiKey,
    ...(baseURL !== undefined && { baseURL }),
    ...(fetch !== undefined && { fetch }),
  };
  switch (provider) {
    case "anthropic": {
      const { createAnthropic } = await load(provider, import("@ai-sdk/anthropic"));
      return createAnthropic(settings)(modelId);
    }
    case "openai": {
      const { createOpenAI } = await load(provider, import("@ai-sdk/openai"));
      return createOpenAI(settings)(modelId);
    }
    case "google": {
      const { createGoogle } = await load(provider, import("@ai-sdk/google"));
      return createGoogle(settings)(modelId);
    }
  }
}

/** Makes a model of an endpoint that speaks Chat Completions. */
export async function loadEndpointModel(
  { baseURL, model, apiKey, headers, stream = true }: EndpointOption,
  name: string,
  fetch: typeof globalThis.fetch | undefined,
): Promise<LanguageModelV4> {
  const { createOpenAICompatible } = await load(
    "openai-compatible",
    import("@ai-sdk/openai-compatible"),
  );
  const endpoint = createOpenAICompatible({
    name,
    baseURL: baseURL.replace(/\/+$/, ""),
    includeUsage: true,
    ...(apiKey !== undefined && { apiKey }),
    ...(headers !== undefined && { headers }),
    ...(fetch !== undefined && { fetch }),
  });
  return stream ? endpoint(model) : withoutStreaming(endpoint(model));
}

// Local servers have long failed at tool calls in a stream, so their steps are asked for whole.
async function withoutStreaming(model: LanguageModelV4): Promise<LanguageModelV4> {
  const { simulateStreamingMiddleware, wrapLanguageModel } = await import("ai");
  return wrapLanguageModel({ model, middleware: simulateStreamingMiddleware() });
}

async function load<Module>(name: string, module: Promise<Module>): Promise<Module> {
  try {
    return await module;
  } catch (error) {
    throw new MortiseError(
      "MODEL_UNAVAILABLE",
      `The adapter @ai-sdk/${name} could not be loaded; install it with: npm install @ai-sdk/${name}`,
      { cause: error },
    );
  }
}

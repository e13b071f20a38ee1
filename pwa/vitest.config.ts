import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    environment: "node",
    restoreMocks: true,
    // How long one takes tells of the machine's other work, not of the law that it tries.
    testTimeout: 30_000,
  },
});

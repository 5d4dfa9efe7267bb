import { defineConfig } from 'vite';

// One page for each entry; file names carry their content's hash, so they are kept for ever.
export default defineConfig({
  build: {
    target: 'chrome87',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    emptyOutDir: false,
    chunkSizeWarningLimit: 2000, // tools/pack.mjs holds the budget of each page, as it is sent
    rolldownOptions: {
      // «use client» is for servers that render; there is none here.
      onLog: (level, log, say) => { if (log.code !== 'MODULE_LEVEL_DIRECTIVE') say(level, log); },
      input: { desk: 'desk.html', party: 'party.html', mediator: 'mediator.html', proof: 'proof.html' },
    },
  },
});

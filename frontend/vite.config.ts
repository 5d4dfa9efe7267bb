import { defineConfig } from 'vite';

// One page for each entry; file names carry their content's hash, so they are kept for ever.
export default defineConfig({
  build: {
    target: 'chrome87',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    emptyOutDir: false,
    rolldownOptions: { input: { party: 'party.html', mediator: 'mediator.html' } },
  },
});

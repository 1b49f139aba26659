// Gives scripts of CKAN the values that its own pages write into inline scripts, from blocks of JSON instead.
(function () {
  'use strict';
  document.querySelectorAll('script[type="application/json"][data-bmagov-preload]').forEach(function (block) {
    Object.assign(window, JSON.parse(block.textContent));
  });
})();

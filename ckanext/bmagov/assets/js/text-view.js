/* A text that is shown does not run. Core's text view makes a script of an address with `??` in it, and a part of
 * the page of whatever a server says when it refuses.
 */
(function (jQuery) {
  'use strict';

  jQuery.ajaxSetup({ jsonp: false });

  jQuery.ajaxPrefilter(function (options) {
    const failed = options.error;
    if (typeof failed === 'function') {
      options.error = function (answer, status, thrown) {
        failed.call(this, { status: answer.status }, status, thrown);
      };
    }
  });
}(window.jQuery));

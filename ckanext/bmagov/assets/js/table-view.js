/* Names of columns are text. Core's table of a DataStore joins them into HTML when a reader sorts. */
(function (jQuery) {
  'use strict';

  jQuery.fn.dataTable.Api.registerPlural('columns().names()', 'column().name()', function () {
    return this.iterator('column', function (settings, column) {
      const name = settings.aoColumns[column].sName || '';
      return jQuery('<i>').text(name).html().replace(/"/g, '&quot;').replace(/'/g, '&#39;');
    }, 1);
  });
}(window.jQuery));

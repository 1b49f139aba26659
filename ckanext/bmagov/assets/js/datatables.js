// The parts of CKAN's table view that need code made from text, without it.
(function ($) {
  'use strict';

  const watch = window.initFilterObserver;
  const settings = window.responsiveModalSettings;

  // It is called where a function is wanted: undefined there would be taken for text to run.
  if (watch) {
    window.initFilterObserver = function () {
      watch();
      return function () {};
    };
  }

  function button(id, title, icon) {
    return $('<button type="button" class="btn btn-secondary">').attr({id: id, title: title, 'aria-label': title})
      .append($('<i class="fa" aria-hidden="true">').addClass(icon))[0].outerHTML;
  }

  if (settings) {
    window.responsiveModalSettings = function (module, dataset, resource) {
      const made = settings(module, dataset, resource);
      made.details.display = $.fn.dataTable.Responsive.display.modal({
        header: function () {
          return $('<div class="dt-buttons btn-group bmagov-row-buttons">').attr('data-title', dataset + ' — ' + resource)
            .append(button('modalcopy-button', module._('Copy to clipboard'), 'fa-copy'))
            .append(button('modalprint-button', module._('Print'), 'fa-print'))[0].outerHTML;
        }
      });
      return made;
    };
  }

  $(document).on('click', '#refit-button', function () {
    window.fitColText();
  });
  $(document).on('click', '#modalcopy-button', function () {
    window.copyModal($(this).parent().data('title'));
  });
  $(document).on('click', '#modalprint-button', function () {
    window.printModal($('<i>').text($(this).parent().data('title')).html());
  });
})(window.jQuery);

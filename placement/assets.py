"""Static files under names of their content, so that a browser may keep each for ever and a release is seen at once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS, IMPORTS = "js/door/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class NamedByContent(CompressedManifestStaticFilesStorage):
    """What our modules import of one another is named by its content, too: the phone's shell keeps files by these names.

    Only ours: a library's module that imports what its package leaves out would stop the collecting.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, (OURS, IMPORTS))

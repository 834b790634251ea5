# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package that `./dev package` makes. Man pages, icons, MIME types and desktop files need no maintainer scripts:
# Debian's triggers see them.
set(MORPHOSCOPE_MAINTAINER "The Morphoscope developers <maintainers@morphoscope.org>" CACHE STRING
    "Who answers for the package: Name <address>")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME morphoscope)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT ${MORPHOSCOPE_MAINTAINER})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                                WORLD_READ WORLD_EXECUTE) # whatever the builder's umask

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # of the window, the command line and the engine
# What no library list names: a font for machines that have none, and where the icons of themes lie.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "fonts-dejavu-core | fonts-freefont-ttf, hicolor-icon-theme")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "bubblewrap, qt6-wayland")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "python3-torch") # export_space.py
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "desktop instrument for latent spaces of generative models")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Morphoscope opens a trained decoder: every dimension of its latent space
becomes a slider, and the picture follows the hand. The whole data set lies
beside it as a map on which the current point moves, and two groups of examples
become a new slider.

Models run in a process of their own. The package holds the window, the command
line, the engine, and the space Arrows to begin with.")

include(CPack)

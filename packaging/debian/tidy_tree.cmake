# Run by cpack on what it is about to pack. Debian wants the man page and the changelog compressed, with
# no time and no name in them, and files that everybody may read, whatever the packer's umask.
set(tree ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
file(GLOB_RECURSE documents ${tree}/*.1 ${tree}/changelog)
foreach(document ${documents})
  execute_process(COMMAND gzip -9nf ${document} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
execute_process(COMMAND chmod -R u=rwX,go=rX ${tree} COMMAND_ERROR_IS_FATAL ANY)

# Run at every build: writes OUTPUT from TEMPLATE with the commit of SOURCE_DIR, only if it changed.
# Without git, or outside a repository of its own, the id is "unknown" and nothing fails.
set(USLKIT_GIT_ID "unknown")
if(GIT_EXECUTABLE AND EXISTS "${SOURCE_DIR}/.git")
  execute_process(
    COMMAND ${GIT_EXECUTABLE} describe --always --abbrev=12 --exclude=* --dirty
    WORKING_DIRECTORY ${SOURCE_DIR}
    OUTPUT_VARIABLE described
    RESULT_VARIABLE failed
    OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET)
  if(NOT failed AND described)
    set(USLKIT_GIT_ID "${described}")
  endif()
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)

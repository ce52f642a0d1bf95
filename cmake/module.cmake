# One room of the house: src/NAME/*.c becomes the static library qn_NAME, which may use DEPS only.
function(qn_module name)
    cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.c)
    add_library(qn_${name} STATIC ${sources})
    target_link_libraries(qn_${name} PUBLIC qn_flags ${ARG_DEPS})
endfunction()

# The receptor loops, src/plume/lane/*.c, compiled for one instruction set and put into qn_plume.
function(qn_lanes isa)
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/plume/lane/*.c)
    add_library(qn_plume_${isa} OBJECT ${sources})
    target_link_libraries(qn_plume_${isa} PRIVATE qn_flags)
    target_compile_options(qn_plume_${isa} PRIVATE ${ARGN})
    target_compile_definitions(qn_plume_${isa} PRIVATE QN_LANE_ISA=${isa})
    if(QN_FUZZ)
        # No fuzz target runs them; instrumented and optimised, one of them compiles for minutes.
        set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS "-fno-sanitize=all;-O0")
    endif()
    target_sources(qn_plume PRIVATE $<TARGET_OBJECTS:qn_plume_${isa}>)
    # An object library's objects are not among TARGET_OBJECTS of the one that takes them.
    set(qn_lane_objects ${qn_lane_objects} $<TARGET_OBJECTS:qn_plume_${isa}> PARENT_SCOPE)
endfunction()

# Files become bytes in the program: `extern const struct qn_resource SYMBOL[]`, ended by a NULL name.
function(qn_embed target symbol)
    set(files)
    foreach(pattern ${ARGN})
        file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${pattern})
        list(APPEND files ${found})
    endforeach()
    list(SORT files)
    set(asm ".section .note.GNU-stack,\"\",@progbits\n.section .rodata\n")
    set(decl "#include \"base/resource.h\"\n")
    set(rows "")
    set(i 0)
    foreach(file ${files})
        get_filename_component(leaf ${file} NAME)
        string(APPEND asm ".balign 16\n.global ${symbol}_${i}\n.global ${symbol}_${i}_end\n"
               "${symbol}_${i}:\n.incbin \"${file}\"\n${symbol}_${i}_end:\n.byte 0\n")
        string(APPEND decl
               "extern const unsigned char ${symbol}_${i}[], ${symbol}_${i}_end[];\n")
        string(APPEND rows "    {\"${leaf}\", ${symbol}_${i}, ${symbol}_${i}_end},\n")
        math(EXPR i "${i} + 1")
    endforeach()
    set(dir ${PROJECT_BINARY_DIR}/embed)
    file(CONFIGURE OUTPUT ${dir}/${symbol}.S CONTENT "${asm}" @ONLY)
    file(CONFIGURE OUTPUT ${dir}/${symbol}.c
         CONTENT "${decl}extern const struct qn_resource ${symbol}[];\nconst struct qn_resource ${symbol}[] = {\n${rows}    {0, 0, 0},\n};\n" @ONLY)
    target_sources(${target} PRIVATE ${dir}/${symbol}.S ${dir}/${symbol}.c)
    set_source_files_properties(${dir}/${symbol}.S PROPERTIES OBJECT_DEPENDS "${files}")
endfunction()

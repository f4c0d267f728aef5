# Embeds the numbered migration files, so that a program carries its schema with it.
set(tv_migrations migrations/0001_first.sql migrations/0002_key_tree.sql migrations/0003_log_subtrees.sql
    migrations/0004_consent.sql migrations/0005_grant_policy.sql
    migrations/0006_endings.sql migrations/0007_approvals.sql migrations/0008_closing_grace.sql
    migrations/0009_announced.sql migrations/0010_approver_groups.sql
    migrations/0011_expiry_list.sql migrations/0012_log_blocks.sql
    migrations/0013_ends_under_way.sql migrations/0014_log_days.sql)
set(TV_MIGRATION_ROWS "")
foreach(file IN LISTS tv_migrations)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/${file}")
    file(READ "${CMAKE_CURRENT_LIST_DIR}/${file}" tv_sql)
    string(REGEX MATCH "/0*([1-9][0-9]*)_" tv_ignored "${file}")
    string(APPEND TV_MIGRATION_ROWS "        {${CMAKE_MATCH_1}, R\"migration(${tv_sql})migration\"},\n")
endforeach()
configure_file("${CMAKE_CURRENT_LIST_DIR}/migrations.cpp.in" "${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp" @ONLY)

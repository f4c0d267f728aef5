#pragma once

#include "store/database.h"
#include "store/sqlite_error.h"

namespace vault {

// A snapshot for reading; ends with the object.
class ReadTransaction {
public:
    explicit ReadTransaction(Database& database);
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;
    ~ReadTransaction() { database_.rollback(); }

private:
    Database& database_;
};

// The writer's transaction: rolled back unless commit() was called.
class WriteTransaction {
public:
    explicit WriteTransaction(Database& database);
    WriteTransaction(const WriteTransaction&) = delete;
    WriteTransaction& operator=(const WriteTransaction&) = delete;
    ~WriteTransaction() { database_.rollback(); }

    enum class Committed : std::uint8_t { yes, no_room, unknown };
    // no_room: nothing was committed. unknown: only the next start can tell, from what is on the disk.
    [[nodiscard]] Committed commit() noexcept;
    // What a commit() that was not `yes` met.
    [[nodiscard]] Error problem() const { return sqlite_error(code_); }

private:
    Database& database_;
    int code_ = 0;
};

// One request inside the batch: taken back unless kept.
class Savepoint {
public:
    explicit Savepoint(Database& database);
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;

    void keep();
    void roll_back();

private:
    Database& database_;
};

} // namespace vault

// Rows of SQL whose statement does not name the columns, as dumps have them.
#include <string>
#include <vector>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::sealed_values;

namespace {

using Values = std::vector<std::string>;

} // namespace

TEST_CASE("SQL rows: columns that a definition names", "[redactor]")
{
    const std::string sqlite =
        "CREATE TABLE kunden (id INTEGER PRIMARY KEY, login TEXT, passwort TEXT, ort TEXT);\n"
        "INSERT INTO kunden VALUES(1,'olga','otter','Kiel');\n"
        "INSERT INTO kunden VALUES(2,'o''neil','Kettle, (51)','Bonn');\n"
        "INSERT INTO kunden VALUES(3,'gast',NULL,NULL);\n";
    CHECK(sealed_values(sqlite) == Values{"otter", "Kettle, (51)"});
    const std::string mysql =
        "CREATE TABLE `users` (\n  `id` int(11) NOT NULL AUTO_INCREMENT,\n  `score` decimal(5,2),\n"
        "  `password` varchar(255) NOT NULL,\n  `api_token` varchar(64),\n  PRIMARY KEY (`id`),\n"
        "  KEY `score` (`score`)\n) ENGINE=InnoDB;\nLOCK TABLES `users` WRITE;\n"
        "INSERT INTO `users` VALUES "
        "(1,0.50,'tulpenfeld','k2V9xQ7mZ4tR8wL1pN6b'),(2,1.00,'otter51',NULL);\n";
    CHECK(sealed_values(mysql) == Values{"tulpenfeld", "k2V9xQ7mZ4tR8wL1pN6b", "otter51"});
    // All definitions first, then the rows, as pg_dump --inserts writes them.
    const std::string postgres = "CREATE TABLE public.\"Users\" (id integer, password text);\n"
                                 "CREATE TABLE public.pages (id integer, title text);\n"
                                 "INSERT INTO public.pages VALUES (1, 'Start');\nINSERT INTO "
                                 "public.\"Users\" VALUES (1, 'tulpenfeld');\n";
    CHECK(sealed_values(postgres) == Values{"tulpenfeld"});
}

TEST_CASE("SQL rows: what is no value stays", "[redactor]")
{
    const std::string head =
        "CREATE TABLE users (id int, password varchar(60), password_hint text);\n";
    for (const std::string rows :
        {"INSERT INTO users VALUES (1,'$2y$10$abcdefghijklmnopqrstuv','blue');",
            "INSERT INTO users VALUES (1,'5f4dcc3b5aa765d61d8327deb882cf99','x');",
            "INSERT INTO users VALUES (1,NULL,'x');", "INSERT INTO users VALUES (1,'','x');",
            "INSERT INTO other VALUES (1,'tulpenfeld','x');",
            "INSERT INTO users VALUES (1,'tulpenfeld');",
            "INSERT INTO users VALUES (1,'tulpenfeld"}) {
        INFO(rows);
        CHECK(sealed_values(head + rows).empty());
    }
    // In a quoted reply a constraint is no column, either: the row has one value more than the definition has columns.
    CHECK(sealed_values("> CREATE TABLE users (\n>   id int,\n>   password varchar(60),\n"
                        ">   PRIMARY KEY (id)\n> );\n"
                        "> INSERT INTO users VALUES (1,'tulpenfeld','x');\n")
            .empty());
    // A table defined anew has the columns of its last definition.
    CHECK(sealed_values(head + "CREATE TABLE users (password text, name text);\n"
                               "INSERT INTO users VALUES ('tulpenfeld','olga');") ==
          Values{"tulpenfeld"});
}

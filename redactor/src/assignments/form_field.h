#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// What a script types into a field or holds against one, with the field's name in a call of its own:
//     page.type('#password', '…')   find_element(By.ID, "passwd").send_keys("…")   fill_in 'Password', with: '…'
//     expect(user.password).to.eq('…')   assertEqual(user.password, '…')   strcpy(password, "…")
// True when a value was taken.
bool parse_form_field(SourceText& source, const Identifier& identifier);

} // namespace redactor

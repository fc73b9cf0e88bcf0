/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/facts.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const ics_fact_table ics_fact_tables[] = {
#define X(name, kind, wide, columns) { #name, #kind, columns, wide },
   ICS_FACT_TABLES(X)
#undef X
};
const int ics_nfact_tables = (int)(sizeof ics_fact_tables / sizeof ics_fact_tables[0]);

const ics_fact_table *ics_fact_table_find(const char *name)
{
   for (int t = 0; t < ics_nfact_tables; t++)
      if (strcmp(ics_fact_tables[t].name, name) == 0) return &ics_fact_tables[t];
   return NULL;
}

const char *ics_fact_column_read(const char *at, ics_fact_column *out)
{
   if (!at || !*at) return NULL;
   size_t name = strcspn(at, " ");
   const char *type = at + name + 1;
   (void)snprintf(out->name, sizeof out->name, "%.*s", (int)name, at);
   out->type = *type == 'T' ? ICS_FACT_TEXT : *type == 'R' ? ICS_FACT_REAL : ICS_FACT_INTEGER;
   type += strcspn(type, ",");
   return *type ? type + 1 : type;
}

bool ics_facts_table(ics_facts *f, const char *name, const char *remark)
{
   ics_fact_column column;
   if (f->only && strcmp(f->only, name) != 0) return false;
   f->table = ics_fact_table_find(name);
   assert(f->table);
   f->heads = f->cells = 0;
   f->to->table(f->ctx, f->table, remark);
   for (const char *at = f->table->columns; (at = ics_fact_column_read(at, &column));) {
      f->heads++;
      f->to->head(f->ctx, column.name);
   }
   f->columns = f->table->columns;
   if (!f->table->wide) f->to->end(f->ctx);
   return true;
}

void ics_facts_head(ics_facts *f, const char *name)
{
   assert(f->table->wide);
   f->heads++;
   if (!name) f->failed = true;
   f->to->head(f->ctx, name ? name : "");
}

void ics_facts_heads_end(ics_facts *f)
{
   f->to->end(f->ctx);
}

static void tell(ics_facts *f, const ics_fact *fact)
{
   ics_fact_column column;
   const char *next = ics_fact_column_read(f->columns, &column);
   f->cells++;
   assert(next ? column.type == fact->type : f->table->wide);
   if (next) f->columns = next;
   f->to->fact(f->ctx, fact);
}

void ics_facts_text(ics_facts *f, const char *text)
{
   tell(f, &(ics_fact){ .type = ICS_FACT_TEXT, .text = text });
}

void ics_facts_real(ics_facts *f, double value)
{
   double known = isfinite(value) ? value + 0.0 : (double)NAN; /* -0 + 0 is 0 */
   tell(f, &(ics_fact){ .type = ICS_FACT_REAL, .real = known });
}

void ics_facts_int(ics_facts *f, long value)
{
   tell(f, &(ics_fact){ .type = ICS_FACT_INTEGER, .whole = value });
}

void ics_facts_end(ics_facts *f)
{
   assert(f->cells == f->heads);
   f->cells = 0;
   f->columns = f->table->columns;
   f->to->end(f->ctx);
}

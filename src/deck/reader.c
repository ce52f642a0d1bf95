#include "deck/reader.h"
